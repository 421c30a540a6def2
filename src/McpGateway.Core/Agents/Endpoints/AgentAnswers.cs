using System.Text.Json.Nodes;
using McpGateway.Core.Agents.Operations;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Agents.Endpoints;

/// <summary>Refusals in the forms that clients of the registry know (registry contract §11.1).</summary>
internal static class AgentAnswers
{
    public static IResult Refuse(Error error) => error.Code switch
    {
        AgentErrors.Card => Json(StatusCodes.Status422UnprocessableEntity, ("detail", CardProblems(error))),
        AgentErrors.CardForm => ErrorResults.Detail(
            StatusCodes.Status422UnprocessableEntity,
            "Invalid agent card: " + string.Join("; ", error.Fields.Select(static field => field.Message))),
        AgentErrors.PathTaken => Json(
            StatusCodes.Status409Conflict, ("detail", error.Detail), ("suggestion", "Use a different path or update the existing agent")),
        _ => error.ToResult(),
    };

    private static JsonObject CardProblems(Error error) => new()
    {
        ["message"] = error.Detail,
        ["errors"] = new JsonArray([.. error.Fields.Select(static field => (JsonNode)field.Message)]),
        ["warnings"] = new JsonArray(),
        ["fields"] = new JsonArray(
            [.. error.Fields.Select(static field => new JsonObject { ["field"] = field.Field, ["message"] = field.Message })]),
    };

    private static IResult Json(int status, params ReadOnlySpan<(string Name, JsonNode Value)> members)
    {
        var body = new JsonObject();
        foreach (var (name, value) in members)
        {
            body[name] = value;
        }

        return ErrorResults.Json(body, status);
    }
}
