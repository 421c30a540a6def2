namespace McpGateway.Proxy.Access;

/// <summary>
/// Secrets that the operator configured and that open something of the gateway. Whoever accepts such ones implements it, so that none of
/// them reaches an upstream.
/// </summary>
public interface IStatedSecrets
{
    /// <summary>All of them, in plain text. Read once.</summary>
    IEnumerable<string> Secrets { get; }
}
