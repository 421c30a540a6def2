namespace McpGateway.Proxy.Pins;

/// <summary>What an operator has said to a definition as it was last seen.</summary>
public enum PinState
{
    Approved,

    /// <summary>It says something else than what was approved.</summary>
    Changed,

    /// <summary>It was not there when the server's definitions were approved.</summary>
    New,

    /// <summary>An operator has refused it as it is.</summary>
    Rejected,
}
