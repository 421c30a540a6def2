using System.Globalization;
using System.Text.Json;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Http.Outbound;

namespace McpGateway.Foundation.OAuth;

/// <summary>An authorization server's answer, or why there is none.</summary>
/// <param name="Host">Who was asked, for messages.</param>
/// <param name="Status">0 when there was no answer.</param>
/// <param name="Json">Null when the answer was no JSON object.</param>
public sealed record OAuthAnswer(string Host, int Status, JsonElement? Json)
{
    /// <summary>The largest number that is taken for one: times beyond are none.</summary>
    private const double MaxNumber = 1e15;

    /// <summary>All <c>WWW-Authenticate</c> headers in one line.</summary>
    public string? Challenge { get; init; }

    /// <summary>Why nothing could be read; null when something was.</summary>
    public Error? Failure { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300 && Json is not null;

    /// <summary>The party was there and has nothing at this address.</summary>
    public bool SaysNotHere => Status is >= 400 and < 500;

    /// <summary>The object of a success, or what stands against it.</summary>
    public Result<JsonElement> Content()
    {
        if (Failure is not null)
        {
            return Failure;
        }

        if (Status is < 200 or >= 300)
        {
            return new Error(
                Status >= 500 ? ErrorKind.Unavailable : ErrorKind.BadGateway,
                $"{Host} answered {Status}{OAuthErrorCode.InParentheses(Json)}");
        }

        return Json is { } json ? json : new Error(ErrorKind.BadGateway, $"{Host} did not answer with a JSON object");
    }

    public string? Text(string name) => Json is { } json && StrictJson.TryReadString(json, name, out var text) ? text : null;

    public bool Flag(string name) => Json is { } json && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>The strings of a list; null when there is none.</summary>
    public IReadOnlyList<string>? Texts(string name) =>
        Json is { } json && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => StrictJson.TryReadString(item, out var text) ? text : null).OfType<string>()]
            : null;

    /// <summary>A whole number, also when it comes as text; null when there is none.</summary>
    public long? Number(string name)
    {
        if (Json is not { } json || !json.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDouble(out var number) && Math.Abs(number) < MaxNumber => (long)number,
            JsonValueKind.String when long.TryParse(Text(name), CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }

    /// <summary>The status only: the rest may hold tokens.</summary>
    public override string ToString() => Status.ToString(CultureInfo.InvariantCulture);

    internal static OAuthAnswer Of(Uri address, Result<OutboundAnswer> reply, Func<Uri, Error> tooLarge) =>
        !reply.IsSuccess
            ? new(address.Authority, 0, null) { Failure = reply.Error }
            : new(address.Authority, (int)reply.Value.Status, StrictJson.ReadObject(reply.Value.Body))
            {
                Challenge = reply.Value.Challenge,
                Failure = reply.Value.IsTooLarge ? tooLarge(address) : null,
            };
}
