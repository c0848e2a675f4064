// What a front end does with the client that was generated for it.
import { DefaultService } from './generated';
import type { productsApiRequest, productsApiResponse } from './generated';

declare const process: { argv: string[] };

async function main(): Promise<void> {
    const category = process.argv[2] ?? '';
    const page: productsApiResponse = await DefaultService.products({
        top: 5,
        skip: 1,
        includeTotals: true,
        filter: [{ must: { category: [category] } }],
        sortAsc: ['id'],
    });
    const names: string[] = (page.results ?? []).map((product) => product.name?.toUpperCase() ?? '');
    const counts: number[] = (page.facets?.[0]?.values ?? []).map((value) => value.count ?? 0);
    const next: productsApiRequest = { top: 2, sort: ['-stock'], filter: [{ must: { stock: [{ gte: 50 }] } }] };
    const ranged = await DefaultService.products(next);
    const second = await DefaultService.products({ ...next, after: ranged.after ?? [] });
    const byAddress = await DefaultService.getProducts(3, 0, undefined, ['stock'], undefined, undefined, 'en', true);
    console.log(JSON.stringify({
        ids: page.results?.map((product) => product.id),
        total: page.total,
        names,
        counts,
        stocks: ranged.results?.map((product) => product.stock),
        second: second.results?.map((product) => product.stock),
        byAddress: byAddress.results?.map((product) => product.stock),
    }));
}

void main();
