using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Trail;

/// <summary>The filter as the query of an address states it.</summary>
/// <param name="Filter">Which events.</param>
/// <param name="Limit">How many of a page; null for the default.</param>
public sealed record FilterQuery(AuditFilter Filter, int? Limit)
{
    private const string Status = "an HTTP status such as 200";

    /// <returns><see cref="ErrorKind.Invalid"/>, naming the parameter, for a value that cannot be read.</returns>
    public static Result<FilterQuery> Read(IQueryCollection query)
    {
        ArgumentNullException.ThrowIfNull(query);
        string? Text(string name) => query[name] is [{ Length: > 0 } value, ..] ? value : null;

        var (from, to) = (StatedValue.Time("from", Text("from")), StatedValue.Time("to", Text("to")));
        var (least, most) = (
            StatedValue.Number("status_min", Text("status_min"), Status), StatedValue.Number("status_max", Text("status_max"), Status));
        var limit = StatedValue.Number("limit", Text("limit"), "a whole number");
        if ((from.Error ?? to.Error ?? least.Error ?? most.Error ?? limit.Error) is { } problem)
        {
            return problem;
        }

        return new FilterQuery(
            new()
            {
                Stream = Text("stream"),
                From = from.Value.Value,
                To = to.Value.Value,
                User = Text("username"),
                Operation = Text("operation"),
                ResourceType = Text("resource_type"),
                ResourceId = Text("resource_id"),
                Outcome = Text("outcome"),
                Decision = Text("decision"),
                ClientIp = Text("client_ip"),
                RequestId = Text("request_id"),
                StatusMin = least.Value.Value,
                StatusMax = most.Value.Value,
                Text = Text("text"),
            },
            limit.Value.Value);
    }
}
