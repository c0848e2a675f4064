// How the public templates for front ends use the client that openapi-typescript-codegen makes: filters of any names, and
// results whose members are read, spread and kept without asking what they are.
import { DefaultService as Client } from './codegen';
import type { productsApiResponse } from './codegen';

export interface Filters {
    [key: string]: string[];
}

export interface Facet {
    propertyId?: string | undefined;
    header?: string | undefined;
    values?: { key?: string | undefined; count?: number | undefined }[] | undefined;
}

type Increment<A extends number[]> = [...A, 0];
type DeepRequired<T, D extends number = -1, R extends number[] = []> = T extends object
    ? R['length'] extends D
        ? T
        : { [K in keyof T]-?: DeepRequired<T[K], D, Increment<R>> }
    : T;
type Product = DeepRequired<productsApiResponse, 2>['results'][number];

interface Card {
    id?: string;
    name?: string;
}

let product: Product | null = null;
let products: productsApiResponse['results'] = [];
let facets: Facet[] = [];

export async function show(filters: Filters, id: string | undefined, page: number): Promise<string[]> {
    const data = await Client.products({
        top: 16,
        skip: page * 16,
        includeTotals: true,
        filter: [{ must: { ...filters, id: [id!] } }, { must: filters }],
        sortAsc: ['id'],
    });
    data.facets && (facets = data.facets);
    data.results?.length && (product = data.results[0]!);
    products = products && data.results ? [...products, ...data.results] : data.results;
    const cards: Card[] | undefined = products?.map((one) => one);
    const price = product?.prices && product.prices[0] && product.prices[0].amount !== null
        ? product.prices[0].amount?.toLocaleString('se') + ' ' + product.prices[0].market
        : '';
    const texts = products?.map((one) => one.name?.replace('a', 'b') || '') ?? [];
    return [...texts, price, `${cards?.length} of ${data.total || 0}`, `${facets[0]?.header}`];
}
