using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Declarative;

/// <summary>Groups of the directory. They are made where they are missing; who is in them is the directory's matter.</summary>
internal sealed class GroupResources : IResourceKind
{
    public string Section => "groups";

    public string Title => "group";

    public string Key => "name";

    public IReadOnlyList<string> Members { get; } = ["name"];

    public async Task<IReadOnlyDictionary<string, JsonObject>> ReadAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var list = await run.GetAsync(ApiRoutes.DirectoryGroupList, cancellationToken);
        return list.Items("groups").Select(static group => group.Text("name")).Distinct(StringComparer.Ordinal).ToDictionary(
            static name => name, static name => new JsonObject { ["name"] = name }, StringComparer.Ordinal);
    }

    /// <summary>A group of the directory may be used by others than this gateway.</summary>
    public bool MayPrune(string key, JsonObject stored) => false;

    public Task ApplyAsync(CommandRun run, JsonObject stated, JsonObject? stored, CancellationToken cancellationToken) => run.SendAsync(
        ApiRoutes.DirectoryGroupCreate, Bodies.Json(new JsonObject { ["name"] = stated["name"]!.ToString() }), cancellationToken);

    public Task RemoveAsync(CommandRun run, string key, CancellationToken cancellationToken) =>
        run.SendAsync(ApiRoutes.DirectoryGroupDelete, null, cancellationToken, key);
}
