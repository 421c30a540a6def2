using System.Net;
using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Http.Outbound;

namespace McpGateway.Identity.Entra.Graph;

/// <summary>What Graph refuses, in words that say what to do. Graph's own words are read but never passed on.</summary>
internal static class GraphErrors
{
    private const int MaxCode = 64;

    public static Error Of(OutboundAnswer answer, GraphCall call) => new(ErrorKind.BadGateway, answer.Status switch
    {
        HttpStatusCode.Unauthorized =>
            "Microsoft Graph does not accept the gateway's token (401); check ENTRA_TENANT_ID and ENTRA_GRAPH_URL",
        HttpStatusCode.Forbidden =>
            $"Microsoft Graph refused {call.Name} (403{CodeOf(answer)}); grant the app registration the application permission "
                + $"{call.Permission} with admin consent",
        HttpStatusCode.TooManyRequests => "Microsoft Graph limits the gateway's calls at the moment (429); try again later",
        _ => $"Microsoft Graph answered {(int)answer.Status}{CodeOf(answer)} to {call.Name}",
    });

    /// <summary>Graph's words, for telling refusals apart; empty when there are none.</summary>
    public static string MessageOf(OutboundAnswer answer) => Member(answer, "message");

    private static string CodeOf(OutboundAnswer answer) =>
        Member(answer, "code") is { Length: > 0 and <= MaxCode } code
            && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.')
            ? " " + code
            : "";

    private static string Member(OutboundAnswer answer, string name) =>
        answer.Json() is { ValueKind: JsonValueKind.Object } json
            && json.TryGetProperty("error", out var error)
            && error.ValueKind == JsonValueKind.Object
        && StrictJson.TryReadString(error, name, out var text)
            ? text ?? ""
            : "";
}
