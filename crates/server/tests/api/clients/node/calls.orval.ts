// What a front end does with the client that orval makes: a result is the object or, with listIds, the text.
import { getProductsByAddress, products } from './orval/client';
import type { ProductsApiRequest, ProductsApiResponse, ProductsApiResult } from './orval/client';

async function ask(body: ProductsApiRequest): Promise<ProductsApiResponse> {
    const answer = await products(body);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.data.detail}`);
    return answer.data;
}

function objects(page: ProductsApiResponse): ProductsApiResult[] {
    return (page.results ?? []).flatMap((result) => (typeof result === 'string' ? [] : [result]));
}

async function all(): Promise<unknown[]> {
    const found: unknown[] = [];
    let after: unknown[] | null | undefined = [];
    while (after) {
        const page: ProductsApiResponse = await ask({ top: 2, sort: ['-size', 'id'], after });
        found.push(...objects(page).map((product) => product.id));
        after = page.after;
    }
    return found;
}

async function main(): Promise<void> {
    const page = await ask({
        top: 2,
        skip: 1,
        language: 'sv-SE',
        includeTotals: true,
        filter: [{ must: { tags: ['red'] }, mustNot: { weight: [{ gt: 1000 }] } }],
        sortAsc: ['id'],
    });
    const counted = await ask({ top: 0, facetMode: 'disjunctive', facetSearch: { tags: 'e' } });
    const tags = counted.facets?.find((facet) => facet.propertyId === 'tags')?.values ?? [];
    const light = await ask({ filter: [{ must: { weight: [{ lt: 2.5 }] } }] });
    const inNorway = { market: ['NO'], amount: [{ lt: 150 }] };
    const cheap = await ask({ filter: [{ must: { prices: [{ any: inNorway }] } }] });
    const byAddress = async (listIds: boolean): Promise<ProductsApiResponse> => {
        const answer = await getProductsByAddress({ tags: ['red'], sort: ['-size'], listIds });
        if (answer.status !== 200) throw new Error(`${answer.status}`);
        return answer.data;
    };
    console.log(JSON.stringify({
        page: objects(page).map((product) => product.id),
        names: objects(page).map((product) => product.name?.toUpperCase()),
        total: page.total,
        amounts: objects(page).map((product) => product.prices?.map((price) => price.amount)),
        tags: Object.fromEntries(tags.map((value) => [value.key, value.count])),
        ids: (await ask({ sort: ['-size'], listIds: true })).results,
        all: await all(),
        light: objects(light).map((product) => product.id),
        cheap: objects(cheap).map((product) => product.id),
        byAddress: objects(await byAddress(false)).map((product) => product.id),
        idsByAddress: (await byAddress(true)).results,
        refused: (await products({ filter: [{ must: { size: ['large'] } }] })).status,
    }));
}

void main();
