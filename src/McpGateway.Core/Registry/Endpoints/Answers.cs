using System.Text.Json.Serialization.Metadata;
using McpGateway.Contracts;
using McpGateway.Contracts.Servers;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>Answers of the registry's routes, written by source-generated contracts.</summary>
internal static class Answers
{
    public static IResult Json<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(value, type, statusCode: status);

    public static IResult Reasoned(int status, string error, string reason, string? suggestion = null, string? detail = null) =>
        Json(new ReasonedError(error, reason, suggestion, detail), ContractsJsonContext.Default.ReasonedError, status);
}
