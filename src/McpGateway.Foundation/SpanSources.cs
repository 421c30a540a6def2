namespace McpGateway.Foundation;

/// <summary>Names of the control plane's sources of spans, one for a part; <c>McpGateway.*</c> is all of them.</summary>
public static class SpanSources
{
    public const string All = "McpGateway.*";
    public const string Host = "McpGateway.Host";
    public const string Identity = "McpGateway.Identity";
    public const string Discovery = "McpGateway.Discovery";
    public const string Scanning = "McpGateway.Scanning";
    public const string Federation = "McpGateway.Federation";
}
