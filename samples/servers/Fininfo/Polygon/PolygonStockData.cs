using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ServerSupport;

namespace Fininfo.Polygon;

/// <summary>Asks Polygon's aggregates API; again when it fails in passing.</summary>
public sealed class PolygonStockData : IStockData, IDisposable
{
    private const int Attempts = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http;
    private readonly PolygonSettings _settings;
    private readonly TimeProvider _time;

    public PolygonStockData(PolygonSettings settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _time) = (settings, time);

        // The key does not follow a redirect.
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience };
    }

    public string Source => "The data comes from Polygon.io.";

    public async Task<StockAggregates> AggregatesAsync(AggregateQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var address = AddressOf(query);
        for (var attempt = 1; ; attempt++)
        {
            var (answer, problem, isPassing) = await AskAsync(address, cancellationToken);
            if (answer is not null)
            {
                return answer;
            }

            if (!isPassing || attempt == Attempts)
            {
                throw new ToolException(problem);
            }

            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private Uri AddressOf(AggregateQuery query)
    {
        _ = query.Period();
        var path = $"v2/aggs/ticker/{Uri.EscapeDataString(query.StockTicker)}/range/{query.Multiplier}"
            + $"/{query.Timespan.ToString().ToLowerInvariant()}/{query.FromDate}/{query.ToDate}";
        var sort = query.Sort is { } order ? $"&sort={order.ToString().ToLowerInvariant()}" : "";
        return new(_settings.Url, $"{path}?adjusted={(query.Adjusted ? "true" : "false")}{sort}&limit={query.Limit}");
    }

    private async Task<(StockAggregates? Answer, string Problem, bool IsPassing)> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);

        // In a header, because addresses are logged.
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _settings.ApiKey);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return (null, ProblemOf(response.StatusCode), (int)response.StatusCode >= 500);
            }

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return (await JsonSerializer.DeserializeAsync<StockAggregates>(body, cancellationToken: cancellationToken), "", false);
        }
        catch (JsonException)
        {
            return (null, "Polygon's answer cannot be read.", false);
        }
        catch (Exception failure) when (failure is HttpRequestException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, "Polygon cannot be reached at the moment. Please try again later.", true);
        }
    }

    private static string ProblemOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            $"Polygon refuses the key, or this data is not part of its plan ({(int)status}): check POLYGON_API_KEY.",
        HttpStatusCode.TooManyRequests => "Polygon allows no more requests for now. Please try again in a minute.",
        _ => $"Polygon answers {(int)status}.",
    };
}
