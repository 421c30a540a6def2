namespace McpGateway.Cli.Declarative;

/// <summary>
/// All kinds, in the order in which they are made: what names others comes after them. They are removed in the other order.
/// </summary>
internal static class ResourceKinds
{
    public static IReadOnlyList<IResourceKind> All { get; } =
        [new GroupResources(), new ServerResources(), new AgentResources(), new ScopeResources(), new FederationResources()];

    /// <summary>Paths have one leading slash and none at their end.</summary>
    public static string KeyOf(IResourceKind kind, string key) => kind.Key == "path" ? "/" + key.Trim('/') : key;
}
