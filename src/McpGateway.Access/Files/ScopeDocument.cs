using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Access.Files;

/// <summary>
/// A scope as the Python product keeps it in its document store: <c>{_id, description, server_access[], group_mappings[],
/// ui_permissions{}}</c>. What is missing there is nothing; in a file of one group it is a default.
/// </summary>
public static class ScopeDocument
{
    /// <returns>One scope, or what is wrong with it.</returns>
    public static ScopesFile Read(JsonElement document)
    {
        var complete = new JsonObject
        {
            ["group_mappings"] = new JsonArray(),
            ["ui_permissions"] = new JsonObject(),
        };
        foreach (var member in document.EnumerateObject().Where(static member => member.Value.ValueKind != JsonValueKind.Null))
        {
            complete[member.Name == "_id" ? "scope_name" : member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }

        // In a file of one group no mapping stands for the group itself.
        var file = GroupFile.Read(JsonElement.Parse(complete.ToJsonString()));
        var scope = complete["group_mappings"] is JsonArray { Count: 0 }
            ? file.Scope with { GroupMappings = [] }
            : file.Scope;
        return new() { Scopes = file.Problems.Count == 0 ? [scope] : [], Problems = file.Problems, Undefined = [] };
    }
}
