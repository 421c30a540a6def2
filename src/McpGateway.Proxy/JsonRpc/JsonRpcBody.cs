namespace McpGateway.Proxy.JsonRpc;

/// <summary>
/// A whole body that passed <see cref="JsonRpcReader"/>: one message, or a batch. Costs no allocation beyond its messages.
/// </summary>
internal readonly struct JsonRpcBody
{
    private readonly JsonRpcMessage? _single;
    private readonly JsonRpcMessage[]? _batch;

    public JsonRpcBody(JsonRpcMessage single) => _single = single;

    public JsonRpcBody(JsonRpcMessage[] batch) => _batch = batch;

    public bool IsBatch => _batch is not null;

    public int Count => _batch?.Length ?? (_single is null ? 0 : 1);

    public JsonRpcMessage this[int index] =>
        _batch is not null ? _batch[index]
        : index == 0 && _single is not null ? _single
        : throw new ArgumentOutOfRangeException(nameof(index));

    public Enumerator GetEnumerator() => new(this);

    public struct Enumerator(JsonRpcBody body)
    {
        private int _index = -1;

        public readonly JsonRpcMessage Current => body[_index];

        public bool MoveNext() => ++_index < body.Count;
    }
}
