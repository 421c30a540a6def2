using System.Text;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Records;

namespace McpGateway.Core.Audit;

/// <summary>
/// <c>GET /api/audit/calls/export</c>: calls as a file, page by page, so that a million of them need no more memory than one page.
/// </summary>
internal static class CallExportEndpoint
{
    private const int MaxCalls = 1_000_000;
    private const int DefaultCalls = 100_000;

    /// <param name="format"><c>csv</c> (default) or <c>jsonl</c>.</param>
    /// <param name="limit">The most calls, 1 to 1,000,000; 100,000 when absent.</param>
    public static async Task<IResult> ExportAsync(
        HttpContext context, CallQueries queries, [AsParameters] CallListQuery query, string? format, string? limit,
        CancellationToken cancellationToken)
    {
        var filter = query.Read(limit);
        if (!filter.IsSuccess)
        {
            return filter.Error.ToResult();
        }

        if (CallFileFormat.Find(format) is not { } form)
        {
            return StatedValue.Unreadable("format", "csv or jsonl").ToResult();
        }

        var most = filter.Value.Limit ?? DefaultCalls;
        if (most is < 1 or > MaxCalls)
        {
            return StatedValue.Unreadable("limit", $"from 1 to {MaxCalls}").ToResult();
        }

        // The first page before the answer begins: what is refused is answered as such.
        var first = await PageAsync(context, queries, filter.Value, most, cancellationToken);
        return first.IsSuccess
            ? new File(form, token => Rest(context, queries, filter.Value, first.Value, most, token))
            : first.Error.ToResult();
    }

    private static Task<Result<CallPage>> PageAsync(
        HttpContext context, CallQueries queries, CallFilter filter, int left, CancellationToken cancellationToken) => queries.ListAsync(
            context.GetCaller(), filter with { Limit = Math.Min(left, IRecordLog.MaxPageSize) }, cancellationToken);

    private static async IAsyncEnumerable<IReadOnlyList<CallEntry>> Rest(
        HttpContext context, CallQueries queries, CallFilter filter, CallPage first, int most,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = first;
        for (var left = most; ;)
        {
            yield return page.Calls;
            left -= page.Calls.Count;
            if (left <= 0 || page.NextCursor is not { } cursor)
            {
                yield break;
            }

            var next = await PageAsync(context, queries, filter with { Cursor = cursor }, left, cancellationToken);
            if (!next.IsSuccess)
            {
                // The answer has begun: only a broken connection says that it is not whole.
                context.Abort();
                yield break;
            }

            page = next.Value;
        }
    }

    private sealed class File(CallFileFormat form, Func<CancellationToken, IAsyncEnumerable<IReadOnlyList<CallEntry>>> pages) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = form.ContentType;
            response.Headers.ContentDisposition = $"attachment; filename=\"calls.{form.Name}\"";
            response.Headers.CacheControl = "no-store";
            response.Headers.XContentTypeOptions = "nosniff";
            await response.WriteAsync(form.Head, Encoding.UTF8, httpContext.RequestAborted);
            var text = new StringBuilder();
            await foreach (var page in pages(httpContext.RequestAborted))
            {
                text.Clear();
                foreach (var call in page)
                {
                    text.Append(form.Line(call)).Append('\n');
                }

                await response.WriteAsync(text.ToString(), Encoding.UTF8, httpContext.RequestAborted);
            }
        }
    }
}
