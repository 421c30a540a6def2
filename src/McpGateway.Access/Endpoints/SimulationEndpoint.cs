using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Access.Editing;
using McpGateway.Access.Files;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Access.Endpoints;

/// <summary>
/// <c>POST /api/access/simulate</c>: <c>{draft, scopes, replace, questions: [{server, method, tool, user, groups, scopes}]}</c>. The
/// draft is a <c>scopes.yml</c>; <c>scopes</c> are single ones, in the form in which groups are imported.
/// </summary>
internal static class SimulationEndpoint
{
    private static readonly Error Malformed = new(
        ErrorKind.Unprocessable,
        "The body must be {\"draft\": \"…scopes.yml…\", \"replace\": false, \"questions\": [{\"server\": \"…\", \"user\": \"…\"}]}; "
        + "method and tool are texts, groups and scopes lists of texts.");

    public static async Task<IResult> SimulateAsync(HttpContext context, PolicySimulation operation, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        if (!StrictJson.TryReadString(body.Root, "draft", out var draft)
            || !TryReadFlag(body.Root, "replace", out var replaces)
            || ReadScopes(body.Root) is not { } changed
            || ReadQuestions(body.Root) is not { } questions)
        {
            return Malformed.ToResult();
        }

        if (questions.Count is 0 or > PolicySimulation.MaxQuestions)
        {
            return new Error(ErrorKind.Invalid, $"State 1 to {PolicySimulation.MaxQuestions} questions.").ToResult();
        }

        var policy = new PolicyDraft(draft, changed, replaces);
        var answers = await operation.ExecuteAsync(context.GetCaller(), policy, questions, cancellationToken);
        return answers.IsSuccess
            ? ErrorResults.Json(new JsonObject
            {
                ["answers"] = new JsonArray([.. answers.Value.Select(static answer => (JsonNode)AccessJson.Explanation(answer))]),
            })
            : answers.Error.ToResult();
    }

    private static IReadOnlyList<GroupFile>? ReadScopes(JsonElement root)
    {
        if (!root.TryGetProperty("scopes", out var list))
        {
            return [];
        }

        return list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.Object)
            ? [.. list.EnumerateArray().Select(GroupFile.Read)]
            : null;
    }

    private static IReadOnlyList<AccessQuestion>? ReadQuestions(JsonElement root)
    {
        if (!root.TryGetProperty("questions", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var questions = list.EnumerateArray().Select(ReadQuestion).ToArray();
        return Array.TrueForAll(questions, static question => question is not null) ? [.. questions.OfType<AccessQuestion>()] : null;
    }

    private static AccessQuestion? ReadQuestion(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object
            || !StrictJson.TryReadString(item, "server", out var server) || string.IsNullOrEmpty(server?.Trim('/'))
            || !StrictJson.TryReadString(item, "method", out var method)
            || !StrictJson.TryReadString(item, "tool", out var tool)
            || !StrictJson.TryReadString(item, "user", out var user)
            || !StrictJson.TryReadStrings(item, "groups", out var groups)
            || !StrictJson.TryReadStrings(item, "scopes", out var scopes))
        {
            return null;
        }

        return new(server.Trim('/'), string.IsNullOrEmpty(method) ? null : method, string.IsNullOrEmpty(tool) ? null : tool)
        {
            User = user,
            Groups = groups,
            Scopes = scopes,
        };
    }

    private static bool TryReadFlag(JsonElement root, string name, out bool flag)
    {
        var isThere = root.TryGetProperty(name, out var value);
        flag = isThere && value.ValueKind == JsonValueKind.True;
        return !isThere || value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null;
    }
}
