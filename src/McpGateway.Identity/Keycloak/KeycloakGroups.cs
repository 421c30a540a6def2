using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Access.Groups;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Keycloak;

/// <summary>The groups of a Keycloak realm.</summary>
internal sealed class KeycloakGroups(KeycloakAdminClient client) : IProviderGroupDirectory
{
    private const int MaxDepth = 8;

    public bool StatesGroupsById => false;

    public async Task<Result<IReadOnlyList<DirectoryGroup>>> ListAsync(CancellationToken cancellationToken)
    {
        var listed = await client.ListAsync("groups?max=10000&briefRepresentation=false", cancellationToken);
        return listed.IsSuccess ? listed.Value.SelectMany(group => Flatten(group, 0)).ToArray() : listed.Error;
    }

    public async Task<Result<DirectoryGroup>> CreateAsync(string name, string description, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["name"] = name };
        if (description.Length > 0)
        {
            body["attributes"] = new JsonObject { ["description"] = new JsonArray(description) };
        }

        var created = await client.CreateAsync("groups", body, cancellationToken);
        if (!created.IsSuccess)
        {
            return created.Error;
        }

        if (created.Value.Id is not { } id)
        {
            return new Error(ErrorKind.Invalid, $"Group '{name}' already exists");
        }

        return new DirectoryGroup(name, id, "/" + name)
        {
            Attributes = description.Length == 0
                ? null
                : new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["description"] = [description] },
        };
    }

    public async Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var listed = await ListAsync(cancellationToken);
        if (!listed.IsSuccess)
        {
            return listed.Error;
        }

        if (listed.Value.FirstOrDefault(group => group.Name == name) is not { } group)
        {
            return false;
        }

        return await client.ChangeAsync(HttpMethod.Delete, "groups/" + Uri.EscapeDataString(group.Id), null, cancellationToken) is { } error
            ? error
            : true;
    }

    /// <summary>The ids of groups by their names.</summary>
    /// <returns>An error that names the first that does not exist.</returns>
    public async Task<Result<IReadOnlyList<string>>> ResolveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var listed = await ListAsync(cancellationToken);
        if (!listed.IsSuccess)
        {
            return listed.Error;
        }

        var ids = new List<string>();
        foreach (var name in names)
        {
            if (listed.Value.FirstOrDefault(group => group.Name == name) is not { } group)
            {
                return new Error(ErrorKind.Invalid, $"Group '{LogText.Clean(name)}' not found in Keycloak");
            }

            ids.Add(group.Id);
        }

        return ids;
    }

    private static IEnumerable<DirectoryGroup> Flatten(JsonElement group, int depth)
    {
        if (depth > MaxDepth
            || !StrictJson.TryReadString(group, "name", out var name)
            || !StrictJson.TryReadString(group, "id", out var id)
            || name is null
            || id is null)
        {
            yield break;
        }

        StrictJson.TryReadString(group, "path", out var path);
        yield return new(name, id, path ?? "/" + name) { Attributes = AttributesOf(group) };
        if (group.TryGetProperty("subGroups", out var children) && children.ValueKind == JsonValueKind.Array)
        {
            foreach (var child in children.EnumerateArray().SelectMany(child => Flatten(child, depth + 1)))
            {
                yield return child;
            }
        }
    }

    private static Dictionary<string, IReadOnlyList<string>>? AttributesOf(JsonElement group)
    {
        if (!group.TryGetProperty("attributes", out var attributes) || attributes.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var read = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var name in attributes.EnumerateObject().Select(member => member.Name))
        {
            if (StrictJson.TryReadStrings(attributes, name, out var values))
            {
                read[name] = values;
            }
        }

        return read;
    }
}
