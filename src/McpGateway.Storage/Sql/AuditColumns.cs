using System.Data.Common;
using System.Text;
using System.Text.Json;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Storage.Sql;

/// <summary>What filters look at, taken from the event: the body is what counts.</summary>
internal sealed record AuditColumns(
    long At, string User, string Operation, string ResourceType, string? ResourceId, string Outcome, string Decision, string? ClientIp,
    string? RequestId, long? Status)
{
    public static AuditColumns Of(AuditEvent entry) => new(
        Microseconds.From(entry.Timestamp)!.Value, StoredText.Clean(entry.Identity.Username)!, StoredText.Clean(entry.Action.Operation)!,
        StoredText.Clean(entry.Action.ResourceType)!, StoredText.Clean(entry.Action.ResourceId), entry.Response.Outcome,
        entry.Authorization.Decision, StoredText.Clean(entry.Request?.ClientIp), StoredText.Clean(entry.RequestId),
        entry.Response.StatusCode);

    /// <summary>A row of <see cref="AuditSql"/>, which can be asked whether its columns are those of its body.</summary>
    public static AuditRow ReadRow(DbDataReader reader)
    {
        var body = Encoding.UTF8.GetBytes(reader.GetString(4));
        var kept = new AuditColumns(
            reader.GetInt64(2), reader.GetString(5), reader.GetString(6), reader.GetString(7), TextAt(reader, 8), reader.GetString(9),
            reader.GetString(10), TextAt(reader, 11), TextAt(reader, 12), reader.IsDBNull(13) ? null : reader.GetInt64(13));
        return new(reader.GetString(0), reader.GetInt64(1), Microseconds.ToTime(kept.At), reader.GetString(3), body)
        {
            Comparison = () => IsOf(kept, body),
        };
    }

    /// <summary>Whether what is kept beside a body is what the body says.</summary>
    public static bool IsOf(AuditColumns kept, byte[] body)
    {
        try
        {
            return kept == Of(AuditEvent.Of(body));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? TextAt(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
