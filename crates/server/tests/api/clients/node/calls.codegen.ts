// What a front end does with the client that openapi-typescript-codegen makes.
import { ApiError, DefaultService } from './codegen';
import type { productsApiRequest, productsApiResponse } from './codegen';

async function ids(request: productsApiRequest): Promise<unknown[] | undefined> {
    return (await DefaultService.products({ ...request, listIds: true })).results;
}

async function all(): Promise<unknown[]> {
    const found: unknown[] = [];
    let after: unknown[] | null | undefined = [];
    while (after) {
        const page: productsApiResponse = await DefaultService.products({ top: 2, sort: ['-size', 'id'], after });
        found.push(...(page.results ?? []).map((product) => product.id));
        after = page.after;
    }
    return found;
}

async function refused(): Promise<number> {
    try {
        await DefaultService.products({ filter: [{ must: { size: ['large'] } }] });
        return 200;
    } catch (error) {
        return error instanceof ApiError ? error.status : 0;
    }
}

async function main(): Promise<void> {
    const page = await DefaultService.products({
        top: 2,
        skip: 1,
        language: 'sv-SE',
        includeTotals: true,
        filter: [{ must: { tags: ['red'] }, mustNot: { weight: [{ gt: 1000 }] } }],
        sortAsc: ['id'],
    });
    const counted = await DefaultService.products({ top: 0, facetMode: 'disjunctive', facetSearch: { tags: 'e' } });
    const tags = counted.facets?.find((facet) => facet.propertyId === 'tags')?.values ?? [];
    const light = await DefaultService.products({ filter: [{ must: { weight: [{ lt: 2.5 }] } }] });
    const inNorway = { market: ['NO'], amount: [{ lt: 150 }] };
    const cheap = await DefaultService.products({ filter: [{ must: { prices: [{ any: inNorway }] } }] });
    const byAddress = async (listIds: boolean): Promise<productsApiResponse> =>
        DefaultService.getProductsByAddress(
            undefined, undefined, undefined, undefined, undefined, ['-size'], 'en', undefined, undefined, undefined,
            undefined, undefined, undefined, undefined, undefined, undefined, listIds, undefined, undefined, undefined,
            undefined, ['red'],
        );
    console.log(JSON.stringify({
        page: page.results?.map((product) => product.id),
        names: page.results?.map((product) => product.name?.toUpperCase()),
        total: page.total,
        amounts: page.results?.map((product) => product.prices?.map((price) => price.amount)),
        tags: Object.fromEntries(tags.map((value) => [value.key, value.count])),
        ids: await ids({ sort: ['-size'] }),
        all: await all(),
        light: light.results?.map((product) => product.id),
        cheap: cheap.results?.map((product) => product.id),
        byAddress: (await byAddress(false)).results?.map((product) => product.id),
        idsByAddress: (await byAddress(true)).results,
        refused: await refused(),
    }));
}

void main();
