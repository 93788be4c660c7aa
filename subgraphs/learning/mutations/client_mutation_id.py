"""How a phone marks what it may send twice."""

CLIENT_MUTATION_ID = (
    "An id of the client's own making. A mutation that is sent again with the same one has no second effect."
)
