using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Http;

namespace McpGateway.Identity.ApiTokens;

/// <summary>Reads the body of <c>POST /api/tokens/generate</c> with the refusals that existing clients know.</summary>
internal static class VendingRequestReader
{
    private const int DefaultHours = 8;
    private const int MaxHours = 24;
    private const int MaxScopes = 1000;
    private const int MaxDescription = 512;

    public static async Task<Result<VendingRequest>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await SmallJsonBody.ReadAsync(request, cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error;
        }

        if (!TryReadHours(body.Value, out var hours))
        {
            return Refuse("expires_in_hours must be an integer between 1 and 24");
        }

        if (!TryReadScopes(body.Value, out var scopes))
        {
            return Refuse("requested_scopes must be a list of strings");
        }

        return StrictJson.TryReadString(body.Value, "description", out var description)
            && description is null or { Length: <= MaxDescription }
            ? new VendingRequest(scopes, hours, description ?? "")
            : Refuse($"description must be a string of at most {MaxDescription} characters");
    }

    private static bool TryReadHours(JsonElement body, out int hours)
    {
        hours = DefaultHours;
        return !body.TryGetProperty("expires_in_hours", out var member)
            || (member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out hours) && hours is >= 1 and <= MaxHours);
    }

    private static bool TryReadScopes(JsonElement body, out IReadOnlyList<string> scopes)
    {
        scopes = [];
        return !body.TryGetProperty("requested_scopes", out var member)
            || (member.ValueKind == JsonValueKind.Array
                && member.GetArrayLength() <= MaxScopes
                && StrictJson.TryReadStrings(body, "requested_scopes", out scopes));
    }

    private static Error Refuse(string detail) => new(ErrorKind.Invalid, detail);
}
