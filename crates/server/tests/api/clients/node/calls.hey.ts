// What a front end does with the client that @hey-api/openapi-ts makes.
import { getProductsByAddress, products } from './hey';
import type { ProductsApiRequest, ProductsApiResponse } from './hey';

async function ask(body: ProductsApiRequest): Promise<ProductsApiResponse> {
    return (await products({ body, throwOnError: true })).data;
}

async function all(): Promise<unknown[]> {
    const found: unknown[] = [];
    let after: unknown[] | null | undefined = [];
    while (after) {
        const page: ProductsApiResponse = await ask({ top: 2, sort: ['-size', 'id'], after });
        found.push(...(page.results ?? []).map((product) => product.id));
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
    const byAddress = async (listIds: boolean): Promise<ProductsApiResponse> =>
        (await getProductsByAddress({ query: { tags: ['red'], sort: ['-size'], listIds }, throwOnError: true })).data;
    const refused = await products({ body: { filter: [{ must: { size: ['large'] } }] } });
    console.log(JSON.stringify({
        page: page.results?.map((product) => product.id),
        names: page.results?.map((product) => product.name?.toUpperCase()),
        total: page.total,
        amounts: page.results?.map((product) => product.prices?.map((price) => price.amount)),
        tags: Object.fromEntries(tags.map((value) => [value.key, value.count])),
        ids: (await ask({ sort: ['-size'], listIds: true })).results,
        all: await all(),
        light: light.results?.map((product) => product.id),
        cheap: cheap.results?.map((product) => product.id),
        byAddress: (await byAddress(false)).results?.map((product) => product.id),
        idsByAddress: (await byAddress(true)).results,
        refused: refused.response.status,
    }));
}

void main();
