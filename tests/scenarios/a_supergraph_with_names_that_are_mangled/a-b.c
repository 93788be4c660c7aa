type Word @key(fields: "id") { id: ID!  level: Int  again: Word }
