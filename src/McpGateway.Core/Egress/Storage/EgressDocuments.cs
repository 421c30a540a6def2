namespace McpGateway.Core.Egress.Storage;

/// <summary>Names of the kinds of documents about credentials at upstreams, for those who watch changes.</summary>
public static class EgressDocuments
{
    public const string Settings = "egress_settings";
    public const string Tokens = "egress_tokens";
}
