from kumiki.ports import HIGHEST, LOWEST, free_port, listening_socket


def test_a_free_port_can_be_listened_on_and_is_not_the_kernels_to_give() -> None:
    for _ in range(20):
        port = free_port()
        assert LOWEST <= port < HIGHEST
        listener = listening_socket("127.0.0.1", port)
        assert listener is not None
        listener.close()


def test_a_port_has_one_listener() -> None:
    port = free_port()
    listener = listening_socket("127.0.0.1", port)
    assert listener is not None
    assert listening_socket("127.0.0.1", port) is None
    listener.close()
