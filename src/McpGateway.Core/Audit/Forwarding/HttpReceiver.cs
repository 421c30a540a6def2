using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Contracts.Audit;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Http.Outbound;

namespace McpGateway.Core.Audit.Forwarding;

/// <summary>
/// Batches as JSON: <c>{"events":[…]}</c>, each event with its hash as in an export. Any status of 200 to 299 takes them.
/// </summary>
internal sealed class HttpReceiver(Uri address, string? secret, OutboundHttp http) : IAuditReceiver
{
    private const string Signature = "X-Audit-Signature";

    public string Name => "http";

    public async Task SendAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken)
    {
        var body = BodyOf(rows);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (!string.IsNullOrEmpty(secret))
        {
            request.Headers.Add(
                Signature, "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        }

        var answer = await http.ExchangeAsync(request, cancellationToken);
        if (answer is not { IsSuccess: true, Value.IsSuccess: true })
        {
            throw new IOException(answer.Error?.Detail ?? $"{address.Authority} answered with status {(int)answer.Value!.Status}.");
        }
    }

    private static byte[] BodyOf(IReadOnlyList<AuditRow> rows)
    {
        using var body = new MemoryStream();
        body.Write("{\"events\":["u8);
        for (var index = 0; index < rows.Count; index++)
        {
            if (index > 0)
            {
                body.WriteByte((byte)',');
            }

            body.Write(AuditLine.Event(rows[index].Body, rows[index].Hash));
        }

        body.Write("]}"u8);
        return body.ToArray();
    }
}
