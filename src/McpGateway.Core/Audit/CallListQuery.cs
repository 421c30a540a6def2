using McpGateway.Foundation;

namespace McpGateway.Core.Audit;

/// <summary>Which calls, as the query of an address states it: texts that are read here, so that a mistake is told by name.</summary>
internal sealed record CallListQuery
{
    public string? User { get; init; }

    public string? Server { get; init; }

    public string? Outcome { get; init; }

    public string? Method { get; init; }

    /// <summary>Tool, resource or prompt.</summary>
    public string? Tool { get; init; }

    public string? Client { get; init; }

    public string? Status { get; init; }

    public string? Instance { get; init; }

    public string? Id { get; init; }

    public string? Text { get; init; }

    /// <summary>Inclusive.</summary>
    public string? From { get; init; }

    /// <summary>Exclusive.</summary>
    public string? To { get; init; }

    public string? Cursor { get; init; }

    public Result<CallFilter> Read(string? limit)
    {
        var (from, to) = (StatedValue.Time("from", From), StatedValue.Time("to", To));
        var count = StatedValue.Number("limit", limit, "a whole number");
        var code = StatedValue.Number("status", Status, "an HTTP status such as 200");
        if ((from.Error ?? to.Error ?? count.Error ?? code.Error) is { } problem)
        {
            return problem;
        }

        return new CallFilter
        {
            User = User,
            Server = Server,
            Outcome = Outcome,
            Method = Method,
            Target = Tool,
            Client = Client,
            Status = code.Value.Value,
            Instance = Instance,
            Id = Id,
            Text = Text,
            From = from.Value.Value,
            To = to.Value.Value,
            Cursor = Cursor,
            Limit = count.Value.Value,
        };
    }
}
