from router.server.plan_cache import BoundedCache


def test_what_was_used_longest_ago_is_forgotten_first() -> None:
    cache: BoundedCache[str, int] = BoundedCache(2, 100)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)


def test_heavy_entries_push_out_others() -> None:
    cache: BoundedCache[str, int] = BoundedCache(10, 100)
    cache.put("a", 1, 60)
    cache.put("b", 2, 30)
    cache.put("c", 3, 20)
    assert (cache.get("a"), cache.get("b"), cache.get("c"), len(cache)) == (None, 2, 3, 2)


def test_what_weighs_more_than_the_cache_holds_is_not_kept_and_pushes_nothing_out() -> None:
    cache: BoundedCache[str, int] = BoundedCache(10, 100)
    cache.put("a", 1, 60)
    cache.put("b", 2, 101)
    assert (cache.get("a"), cache.get("b")) == (1, None)


def test_replacing_an_entry_replaces_its_weight() -> None:
    cache: BoundedCache[str, int] = BoundedCache(10, 100)
    for value in range(5):
        cache.put("a", value, 60)
    cache.put("b", 2, 40)
    assert (cache.get("a"), cache.get("b")) == (4, 2)


def test_discarding_frees_the_weight() -> None:
    cache: BoundedCache[str, int] = BoundedCache(10, 100)
    cache.put("a", 1, 60)
    cache.discard("a")
    cache.discard("nobody")
    cache.put("b", 2, 100)
    assert (cache.get("a"), cache.get("b")) == (None, 2)
