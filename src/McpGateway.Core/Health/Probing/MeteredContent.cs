using System.Net;

namespace McpGateway.Core.Health.Probing;

/// <summary>A response body that is read within a budget: a huge or endless body ends the check, not the process.</summary>
internal sealed class MeteredContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly ProbeBudget _budget;

    public MeteredContent(HttpContent inner, ProbeBudget budget)
    {
        (_inner, _budget) = (inner, budget);
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        new MeteredStream(await _inner.ReadAsStreamAsync(_budget.Deadline), _budget);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var metered = new MeteredStream(await _inner.ReadAsStreamAsync(cancellationToken), _budget);
        await metered.CopyToAsync(stream, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
