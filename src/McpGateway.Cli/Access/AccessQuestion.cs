using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;

namespace McpGateway.Cli.Access;

/// <summary>A question as <c>POST /api/access/simulate</c> takes it.</summary>
internal static class AccessQuestion
{
    public static JsonObject ToJson(
        string server, string? method, string? tool, string? user, IReadOnlyCollection<string> groups, IReadOnlyCollection<string> scopes)
    {
        var question = new JsonObject { ["server"] = server, ["groups"] = Bodies.Names(groups), ["scopes"] = Bodies.Names(scopes) };
        foreach (var (name, value) in new[] { ("method", method), ("tool", tool), ("user", user) })
        {
            if (value is not null)
            {
                question[name] = value;
            }
        }

        return question;
    }
}
