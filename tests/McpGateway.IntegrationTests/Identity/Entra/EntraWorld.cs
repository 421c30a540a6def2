using McpGateway.IntegrationTests.Identity.Management;

namespace McpGateway.IntegrationTests.Identity.Entra;

/// <summary>A gateway whose accounts are kept in Entra ID.</summary>
internal sealed class EntraWorld : ManagedWorld
{
    private EntraWorld(FakeGraph graph, AuthHost host)
        : base(host) => Graph = graph;

    public FakeGraph Graph { get; }

    public FakeDirectory Directory => Graph.Directory;

    public override IReadOnlyCollection<string> Violations => Graph.Violations;

    public override string Provider => "entra";

    public static async Task<EntraWorld> StartAsync(params (string Key, string Value)[] settings)
    {
        var graph = await FakeGraph.StartAsync();
        return new(graph, await AuthHost.StartAsync([.. graph.Settings(), .. settings]));
    }

    public override string NameOf(string userName) => $"{userName}@{FakeDirectory.Domain}";

    public override string SubjectOf(string id, string userName) => "entra:" + id;

    public override string StatedGroup(string name, string id) => id;

    public override string UnknownGroup(string name) => $"Group '{name}' not found in Entra ID";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Graph.DisposeAsync();
    }
}
