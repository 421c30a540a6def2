namespace McpGateway.Proxy.Pins;

/// <summary>What was found out about one definition of a list.</summary>
/// <param name="IsShown">Whether it may be passed on.</param>
/// <param name="IsNews">Whether the control plane does not know yet that it says this.</param>
public readonly record struct PinVerdict(bool IsShown, bool IsNews);
