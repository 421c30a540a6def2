using System.Globalization;
using System.Text;
using System.Text.Json;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Records;

namespace McpGateway.Storage.Transfer;

/// <summary>
/// The audit on its way from a store to another: rows pass as records of streams that no record log has. What a row's columns say is made
/// anew from the event; its bytes and hashes are what they were, so that signatures hold.
/// </summary>
internal static class AuditEntries
{
    public const string Events = "audit_events";
    public const string Heads = "audit_heads";
    public const string Statements = "audit_statements";
    public const string Deliveries = "audit_deliveries";

    /// <summary>Rows that pass at once.</summary>
    public const int PageSize = 500;

    /// <summary>Whether records of this stream are the audit's.</summary>
    public static bool Is(string stream) => stream is Events or Heads or Statements or Deliveries;

    public static LogEntry Of(AuditHead head) => new()
    {
        Stream = Heads,
        At = DateTimeOffset.UnixEpoch,
        User = head.Stream,
        Subject = TextOf(head.Number),
        Server = head.Hash,
        Body = "",
    };

    public static LogEntry Of(AuditSigned statement) => new()
    {
        Stream = Statements,
        At = statement.At,
        User = statement.Stream,
        Subject = TextOf(statement.Number),
        Outcome = statement.Kind,
        Body = statement.Statement,
    };

    public static LogEntry OfEvent(string stream, long number, DateTimeOffset at, string hash, string body) => new()
    {
        Stream = Events,
        At = at,
        User = stream,
        Subject = TextOf(number),
        Server = hash,
        Body = body,
    };

    public static LogEntry Of(string receiver, string stream, AuditDelivery delivery) => new()
    {
        Stream = Deliveries,
        At = DateTimeOffset.UnixEpoch,
        User = receiver,
        Subject = stream,
        Server = TextOf(delivery.Number),
        Outcome = TextOf(delivery.Dropped),
        Body = "",
    };

    /// <exception cref="InvalidDataException">It is not one.</exception>
    public static (AuditEvent Event, byte[] Body) EventOf(LogEntry entry)
    {
        try
        {
            var body = Encoding.UTF8.GetBytes(entry.Body);
            return (AuditEvent.Of(body), body);
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"The event {entry.User}:{entry.Subject} of the audit is not readable.", failure);
        }
    }

    public static AuditHead HeadOf(LogEntry entry) => new(entry.User!, NumberOf(entry.Subject), entry.Server!);

    public static AuditSigned StatementOf(LogEntry entry) =>
        new(entry.User!, NumberOf(entry.Subject), entry.At, entry.Outcome!, entry.Body);

    public static (string Receiver, string Stream, AuditDelivery Delivery) DeliveryOf(LogEntry entry) =>
        (entry.User!, entry.Subject!, new(NumberOf(entry.Server), NumberOf(entry.Outcome)));

    public static long NumberOf(string? text) => long.Parse(text ?? "", NumberStyles.None, CultureInfo.InvariantCulture);

    private static string TextOf(long number) => number.ToString(CultureInfo.InvariantCulture);
}
