namespace McpGateway.Proxy.Pins;

/// <summary>
/// Port: hears of definitions that say something else than what the control plane knows. Called on the way of an answer, so it must only
/// take note. The same news may come often, and at the same time.
/// </summary>
public interface IPinReports
{
    void Report(PinReport report);
}

/// <summary>A definition as a server stated it to a client.</summary>
/// <param name="Server">Path of the route.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Name, URI or template; empty for instructions.</param>
/// <param name="Definition">Its JSON, in a copy of its own.</param>
public sealed record PinReport(string Server, DefinitionKind Kind, string Name, ReadOnlyMemory<byte> Definition)
{
    /// <summary>
    /// The hash of what the control plane had said was seen last (<see cref="Pin.FoundHash"/>); empty when it knew of none. A report by
    /// whoever knew less than what is stored now may be the older one of two.
    /// </summary>
    public string KnownHash { get; init; } = "";
}

/// <summary>Where nobody keeps pins, nobody hears.</summary>
internal sealed class NoPinReports : IPinReports
{
    public void Report(PinReport report)
    {
    }
}
