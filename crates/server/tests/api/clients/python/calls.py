"""What a script does with the client that openapi-python-client makes: a result is the object or, with listIds, the text."""

import json
from typing import Any

from client import Client
from client.api.default import get_products_by_address, products
from client.models import (
    ApiCondition,
    ApiProblem,
    GetProductsByAddressSortItem,
    ProductsApiRequest,
    ProductsApiRequestFacetMode,
    ProductsApiRequestFacetSearch,
    ProductsApiRequestFilterItem,
    ProductsApiRequestFilterItemMust,
    ProductsApiRequestFilterItemMustNot,
    ProductsApiRequestFilterItemMustPricesItemType1,
    ProductsApiRequestFilterItemMustPricesItemType1Any,
    ProductsApiRequestLanguage,
    ProductsApiRequestSortAscItem,
    ProductsApiRequestSortItem,
    ProductsApiResponse,
    ProductsApiResult,
)
from client.types import Unset

with open("openapi.json", encoding="utf-8") as file:
    CLIENT = Client(base_url=json.load(file)["servers"][0]["url"])


def checked(answer: ProductsApiResponse | ApiProblem | None) -> ProductsApiResponse:
    assert isinstance(answer, ProductsApiResponse), answer
    return answer


def ask(request: ProductsApiRequest) -> ProductsApiResponse:
    return checked(products.sync(client=CLIENT, body=request))


def results(page: ProductsApiResponse) -> list[ProductsApiResult]:
    return [one for one in page.results or [] if isinstance(one, ProductsApiResult)]


def ids(page: ProductsApiResponse) -> list[str | Unset]:
    return [one.id for one in results(page)]


def texts(page: ProductsApiResponse) -> list[str]:
    return [one for one in page.results or [] if isinstance(one, str)]


def every() -> list[str | Unset]:
    found: list[str | Unset] = []
    after: list[Any] | None | Unset = []
    by_size = [ProductsApiRequestSortItem.SIZE_DESC, ProductsApiRequestSortItem.ID]
    while isinstance(after, list):
        page = ask(ProductsApiRequest(top=2, sort=by_size, after=after))
        found.extend(ids(page))
        after = page.after
    return found


def tags() -> dict[str, int]:
    search = ProductsApiRequestFacetSearch(tags="e")
    mode = ProductsApiRequestFacetMode.DISJUNCTIVE
    page = ask(ProductsApiRequest(top=0, facet_mode=mode, facet_search=search))
    facet = next(one for one in page.facets or [] if one.property_id == "tags")
    return {str(value.key): int(value.count or 0) for value in facet.values or []}


def by_address(list_ids: bool) -> ProductsApiResponse:
    sort = [GetProductsByAddressSortItem.SIZE_DESC]
    return checked(get_products_by_address.sync(client=CLIENT, tags=["red"], sort=sort, list_ids=list_ids))


def main() -> None:
    red = ProductsApiRequestFilterItem(
        must=ProductsApiRequestFilterItemMust(tags=["red"]),
        must_not=ProductsApiRequestFilterItemMustNot(weight=[ApiCondition(gt=1000)]),
    )
    page = ask(
        ProductsApiRequest(
            top=2,
            skip=1,
            language=ProductsApiRequestLanguage.SV_SE,
            include_totals=True,
            filter_=[red],
            sort_asc=[ProductsApiRequestSortAscItem.ID],
        )
    )
    light = ProductsApiRequestFilterItemMust(weight=[ApiCondition(lt=2.5)])
    in_norway = ProductsApiRequestFilterItemMustPricesItemType1Any(market=["NO"], amount=[ApiCondition(lt=150)])
    one_price = ProductsApiRequestFilterItemMustPricesItemType1(any_=in_norway)
    cheap = ProductsApiRequestFilterItemMust(prices=[one_price])
    large = ProductsApiRequestFilterItemMust(size=["large"])
    wrong = ProductsApiRequest(filter_=[ProductsApiRequestFilterItem(must=large)])
    by_size = [ProductsApiRequestSortItem.SIZE_DESC]
    found = {
        "page": ids(page),
        "names": [str(one.name).upper() for one in results(page)],
        "total": page.total or 0,
        "amounts": [[price.amount or 0 for price in one.prices or []] for one in results(page)],
        "tags": tags(),
        "ids": texts(ask(ProductsApiRequest(sort=by_size, list_ids=True))),
        "all": every(),
        "light": ids(ask(ProductsApiRequest(filter_=[ProductsApiRequestFilterItem(must=light)]))),
        "cheap": ids(ask(ProductsApiRequest(filter_=[ProductsApiRequestFilterItem(must=cheap)]))),
        "byAddress": ids(by_address(False)),
        "idsByAddress": texts(by_address(True)),
        "refused": products.sync_detailed(client=CLIENT, body=wrong).status_code,
    }
    print(json.dumps(found))


main()
