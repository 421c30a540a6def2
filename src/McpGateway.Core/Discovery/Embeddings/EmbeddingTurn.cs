using McpGateway.Foundation.Leadership;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>
/// Of several replicas one embeds: a text costs its time, or its price, once. The others take what it stores. Replicas with another model,
/// as there are while one after the other is started anew, have a turn of their own.
/// </summary>
internal sealed class EmbeddingTurn(IEnumerable<ILeaderLease> leases, string model) : IAsyncDisposable
{
    private readonly string _role = $"embeddings.{EntityText.HashOf(model)}";
    private readonly ILeaderLease? _lease = leases.FirstOrDefault();
    private ILeadership? _held;

    /// <summary>Whether this replica may still embed. Asked before each batch.</summary>
    public bool IsHeld => _lease is null || _held is { IsHeld: true };

    /// <returns>Whether it is this replica's turn; <see cref="TurnState.Taken"/> when it has just become so.</returns>
    public async Task<TurnState> TakeAsync(CancellationToken cancellationToken)
    {
        if (IsHeld)
        {
            return TurnState.Held;
        }

        await DisposeAsync();
        _held = await _lease!.TryAcquireAsync(_role, cancellationToken);
        return _held is null ? TurnState.Another : TurnState.Taken;
    }

    public async ValueTask DisposeAsync()
    {
        if (_held is { } held)
        {
            _held = null;
            await held.DisposeAsync();
        }
    }
}

/// <summary>Whose turn it is.</summary>
internal enum TurnState
{
    Held,

    /// <summary>This replica's from now on: what another stored before is to be read first.</summary>
    Taken,

    /// <summary>Another replica's.</summary>
    Another,
}
