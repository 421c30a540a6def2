using System.Globalization;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Trail;

/// <summary>The filter as the query of an address states it.</summary>
/// <param name="Filter">Which events.</param>
/// <param name="Limit">How many of a page; null for the default.</param>
public sealed record FilterQuery(AuditFilter Filter, int? Limit)
{
    private const string Time = "a time such as 2030-01-31T12:00:00Z";

    private const string Status = "an HTTP status such as 200";

    /// <returns><see cref="ErrorKind.Invalid"/>, naming the parameter, for a value that cannot be read.</returns>
    public static Result<FilterQuery> Read(IQueryCollection query)
    {
        ArgumentNullException.ThrowIfNull(query);
        string? Text(string name) => query[name] is [{ Length: > 0 } value, ..] ? value : null;

        if (!TryReadTime(Text("from"), out var from))
        {
            return Unreadable("from", Time);
        }

        if (!TryReadTime(Text("to"), out var to))
        {
            return Unreadable("to", Time);
        }

        if (!TryReadNumber(Text("status_min"), out var least))
        {
            return Unreadable("status_min", Status);
        }

        if (!TryReadNumber(Text("status_max"), out var most))
        {
            return Unreadable("status_max", Status);
        }

        if (!TryReadNumber(Text("limit"), out var limit))
        {
            return Unreadable("limit", "a whole number");
        }

        return new FilterQuery(
            new()
            {
                Stream = Text("stream"),
                From = from,
                To = to,
                User = Text("username"),
                Operation = Text("operation"),
                ResourceType = Text("resource_type"),
                ResourceId = Text("resource_id"),
                Outcome = Text("outcome"),
                Decision = Text("decision"),
                ClientIp = Text("client_ip"),
                RequestId = Text("request_id"),
                StatusMin = least,
                StatusMax = most,
                Text = Text("text"),
            },
            limit);
    }

    private static bool TryReadTime(string? text, out DateTimeOffset? time)
    {
        var isRead = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value);
        time = isRead ? value : null;
        return isRead || text is null;
    }

    private static bool TryReadNumber(string? text, out int? number)
    {
        var isRead = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        number = isRead ? value : null;
        return isRead || text is null;
    }

    private static Error Unreadable(string parameter, string expected) =>
        new(ErrorKind.Invalid, $"The value of '{parameter}' must be {expected}.");
}
