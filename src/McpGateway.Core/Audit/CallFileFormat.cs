using System.Globalization;
using System.Text.Json;
using McpGateway.Contracts.Audit;

namespace McpGateway.Core.Audit;

/// <summary>How calls are written into a file. Pure.</summary>
/// <param name="Name">In the query, and the file's ending.</param>
/// <param name="Head">What the file begins with.</param>
/// <param name="Line">One call, without the end of the line.</param>
internal sealed record CallFileFormat(string Name, string ContentType, string Head, Func<CallEntry, string> Line)
{
    private const string Columns =
        "id,at,server,method,tool,user,subject,auth_method,client_id,outcome,status,duration_ms,request_bytes,response_bytes,batch_size,"
        + "instance,trace_id,token_id,reason,authentication_ms,decision_ms,upstream_ms";

    private static readonly CallFileFormat Csv = new("csv", "text/csv; charset=utf-8", Columns + "\n", CsvLine);

    private static readonly CallFileFormat JsonLines = new(
        "jsonl", "application/jsonl; charset=utf-8", "", static call => JsonSerializer.Serialize(call, AuditJsonContext.Default.CallEntry));

    /// <returns>Null for a name that is none; CSV for none.</returns>
    public static CallFileFormat? Find(string? name) => name switch
    {
        null or "" or "csv" => Csv,
        "jsonl" => JsonLines,
        _ => null,
    };

    private static string CsvLine(CallEntry call) => string.Join(',', Cells(call));

    private static IEnumerable<string> Cells(CallEntry call)
    {
        yield return CsvCell.Of(call.Id);
        yield return call.At.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        yield return CsvCell.Of(call.Server);
        yield return CsvCell.Of(call.Method);
        yield return CsvCell.Of(call.Target);
        yield return CsvCell.Of(call.User);
        yield return CsvCell.Of(call.Subject);
        yield return CsvCell.Of(call.AuthMethod);
        yield return CsvCell.Of(call.ClientId);
        yield return CsvCell.Of(call.Outcome);
        yield return call.Status.ToString(CultureInfo.InvariantCulture);
        yield return call.DurationMs.ToString(CultureInfo.InvariantCulture);
        yield return call.RequestBytes.ToString(CultureInfo.InvariantCulture);
        yield return call.ResponseBytes.ToString(CultureInfo.InvariantCulture);
        yield return call.BatchSize?.ToString(CultureInfo.InvariantCulture) ?? "";
        yield return CsvCell.Of(call.Instance);
        yield return CsvCell.Of(call.TraceId);
        yield return CsvCell.Of(call.TokenId);
        yield return CsvCell.Of(call.Reason);
        yield return Number(call.AuthenticationMs);
        yield return Number(call.DecisionMs);
        yield return Number(call.UpstreamMs);
    }

    private static string Number(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
