namespace McpGateway.Access;

/// <summary>How access rules are read and where they first come from.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>
    /// Compatibility with rule files that list JSON-RPC methods under <c>tools</c>, or count on a tools wildcard to open every method.
    /// Off by default: <c>tools</c> then decides <c>tools/call</c> and nothing else.
    /// </summary>
    public bool ToolsWildcardOpensMethods { get; set; }

    /// <summary>
    /// A <c>scopes.yml</c> that fills an empty store at first start instead of the built-in scopes. Also read from
    /// <c>SCOPES_CONFIG_PATH</c>.
    /// </summary>
    public string? ScopesConfigPath { get; set; }
}
