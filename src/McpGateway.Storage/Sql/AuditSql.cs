using McpGateway.Foundation.Auditing;

namespace McpGateway.Storage.Sql;

/// <summary>The statements of the audit, in the dialect that SQLite and PostgreSQL share.</summary>
internal static class AuditSql
{
    /// <summary>Locks the end of a stream, on PostgreSQL until the transaction ends, and reads it.</summary>
    public const string LockHead = "UPDATE audit_heads SET number = number WHERE stream = @stream RETURNING number, hash";

    public const string WriteHead = "UPDATE audit_heads SET number = @number, hash = @hash WHERE stream = @stream";

    public const string AddHead =
        "INSERT INTO audit_heads (stream, number, hash) VALUES (@stream, 0, @hash) ON CONFLICT (stream) DO NOTHING";

    public const string ReadHeads = "SELECT stream, number, hash FROM audit_heads ORDER BY stream";

    public const string Add =
        "INSERT INTO audit_events (stream, number, at, user_name, operation, resource_type, resource_id, outcome, decision, client_ip, "
            + "request_id, status, hash, body) VALUES (@stream, @number, @at, @user, @operation, @type, @resource, @outcome, @decision, "
            + "@address, @request, @status, @hash, @body)";

    public const string Read =
        "SELECT " + Columns + " FROM audit_events WHERE stream = @stream AND number > @after ORDER BY number LIMIT @limit";

    public const string OfMoment = "SELECT body FROM audit_events WHERE at = @at AND stream = @stream";

    public const string FirstNumber = "SELECT MIN(number) FROM audit_events WHERE stream = @stream";

    public const string Remove = "DELETE FROM audit_events WHERE stream = @stream AND number >= @from AND number < @until";

    public const string ReadStatements = "SELECT stream, number, at, kind, statement FROM audit_statements ORDER BY stream, number, kind";

    public const string NewestStatement =
        "SELECT stream, number, at, kind, statement FROM audit_statements WHERE stream = @stream AND at <= @until "
            + "ORDER BY number DESC, kind LIMIT 1";

    public const string AddStatement =
        "INSERT INTO audit_statements (stream, number, kind, at, statement) VALUES (@stream, @number, @kind, @at, @statement) "
            + "ON CONFLICT (stream, number, kind) DO NOTHING";

    public const string RemoveStatements =
        "DELETE FROM audit_statements WHERE stream = @stream AND number < @number";

    public const string ReadDeliveries = "SELECT stream, number, dropped FROM audit_deliveries WHERE receiver = @receiver";

    public const string WriteDelivery =
        "INSERT INTO audit_deliveries (receiver, stream, number, dropped) VALUES (@receiver, @stream, @number, @dropped) "
            + "ON CONFLICT (receiver, stream) DO UPDATE SET number = excluded.number, dropped = excluded.dropped";

    private const string Columns =
        "stream, number, at, hash, body, user_name, operation, resource_type, resource_id, outcome, decision, client_ip, request_id, "
            + "status";

    /// <summary>A page, newest first. Conditions are put together of constants; values travel as parameters.</summary>
    public static (string Sql, (string, object?)[] Parameters) Find(AuditFilter filter, AuditCursor? cursor, int limit)
    {
        var (where, parameters) = WhereOf(filter);
        if (cursor is { } last)
        {
            where += " AND (at, stream, number) < (@cursor_at, @cursor_stream, @cursor_number)";
            parameters.AddRange(
                [("@cursor_at", last.At), ("@cursor_stream", last.Stream), ("@cursor_number", last.Number)]);
        }

        parameters.Add(("@limit", (long)limit));
        return (
            $"SELECT {Columns} FROM audit_events WHERE {where} ORDER BY at DESC, stream DESC, number DESC LIMIT @limit", [.. parameters]);
    }

    /// <summary>By what there are only so many values of: one row for each of their combinations.</summary>
    public static (string Sql, (string, object?)[] Parameters) Count(AuditFilter filter)
    {
        const string By = "stream, outcome, decision, operation, resource_type";
        var (where, parameters) = WhereOf(filter);
        return ($"SELECT {By}, COUNT(*) FROM audit_events WHERE {where} GROUP BY {By}", [.. parameters]);
    }

    public static (string Sql, (string, object?)[] Parameters) CountUsers(AuditFilter filter, int top)
    {
        var (where, parameters) = WhereOf(filter);
        parameters.Add(("@limit", (long)top));
        return (
            $"SELECT user_name, COUNT(*) FROM audit_events WHERE {where} GROUP BY user_name ORDER BY COUNT(*) DESC, user_name LIMIT @limit",
            [.. parameters]);
    }

    private static (string Where, List<(string, object?)> Parameters) WhereOf(AuditFilter filter)
    {
        var where = "1 = 1";
        var parameters = new List<(string, object?)>();
        Add("stream = @stream", "@stream", filter.Stream);
        Add("at >= @from", "@from", Microseconds.From(filter.From));
        Add("at < @to", "@to", Microseconds.From(filter.To));
        Add("user_name = @user", "@user", filter.User);
        Add("operation = @operation", "@operation", filter.Operation);
        Add("resource_type = @type", "@type", filter.ResourceType);
        Add("resource_id = @resource", "@resource", filter.ResourceId);
        Add("outcome = @outcome", "@outcome", filter.Outcome);
        Add("decision = @decision", "@decision", filter.Decision);
        Add("client_ip = @address", "@address", filter.ClientIp);
        Add("request_id = @request", "@request", filter.RequestId);
        Add("status >= @status_min", "@status_min", (long?)filter.StatusMin);
        Add("status <= @status_max", "@status_max", (long?)filter.StatusMax);
        Add("lower(body) LIKE @text ESCAPE '\\'", "@text", PatternOf(filter.Text));
        return (where, parameters);

        void Add(string condition, string name, object? value)
        {
            if (value is not null)
            {
                where += " AND " + condition;
                parameters.Add((name, value));
            }
        }
    }

    /// <summary>The text as JSON has it: bodies are ASCII, with escapes for everything else.</summary>
    private static string? PatternOf(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var json = System.Text.Json.JsonEncodedText.Encode(StoredText.Clean(text)!).ToString();
        return "%" + json.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal) + "%";
    }
}
