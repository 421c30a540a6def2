namespace McpGateway.Proxy.Pins;

/// <summary>
/// What is known of one definition. Immutable but for what this process has met of it since, which the next pins replace.
/// </summary>
/// <param name="approvedHash">The hash that was approved; empty when none ever was.</param>
/// <param name="foundHash">The hash that was last seen, by whomever.</param>
/// <param name="state">What was said to it.</param>
public sealed class Pin(string approvedHash, string foundHash, PinState state)
{
    private SeenDefinition? _seen;
    private volatile bool _isSuspended;

    public string ApprovedHash => approvedHash;

    public string FoundHash => foundHash;

    public PinState State => state;

    /// <summary>
    /// This process has met something else than what was approved, and the control plane has not said so yet: calls need not wait for it.
    /// </summary>
    internal bool IsSuspended
    {
        get => _isSuspended;
        set => _isSuspended = value;
    }

    /// <summary>The bytes that were hashed last. Any thread reads and writes it: it is replaced whole.</summary>
    internal SeenDefinition? Seen
    {
        get => Volatile.Read(ref _seen);
        set => Volatile.Write(ref _seen, value);
    }
}

/// <summary>Bytes of a definition, and what they hash to.</summary>
internal sealed record SeenDefinition(byte[] Raw, DefinitionHash Hash);
