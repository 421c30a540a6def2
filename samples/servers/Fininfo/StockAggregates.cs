using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fininfo;

/// <summary>The answer, in the shape of Polygon's.</summary>
public sealed record StockAggregates
{
    [JsonPropertyName("ticker")]
    public string? Ticker { get; init; }

    [JsonPropertyName("queryCount")]
    public int QueryCount { get; init; }

    [JsonPropertyName("resultsCount")]
    public int ResultsCount { get; init; }

    [JsonPropertyName("adjusted")]
    public bool Adjusted { get; init; }

    [JsonPropertyName("results")]
    public IReadOnlyList<StockBar>? Results { get; init; }

    [JsonPropertyName("status")]
    public string? Status { get; init; }

    [JsonPropertyName("request_id")]
    public string? RequestId { get; init; }

    [JsonPropertyName("count")]
    public int Count { get; init; }

    /// <summary>Where the rest is, when the limit cut it off.</summary>
    [JsonPropertyName("next_url")]
    public string? NextUrl { get; init; }

    /// <summary>Said of prices that are not real.</summary>
    [JsonPropertyName("note")]
    public string? Note { get; init; }

    /// <summary>What else Polygon says.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; init; }
}

/// <summary>One window of time.</summary>
public sealed record StockBar
{
    /// <summary>Begin, in milliseconds since 1970.</summary>
    [JsonPropertyName("t")]
    public long Time { get; init; }

    [JsonPropertyName("o")]
    public decimal Open { get; init; }

    [JsonPropertyName("h")]
    public decimal High { get; init; }

    [JsonPropertyName("l")]
    public decimal Low { get; init; }

    [JsonPropertyName("c")]
    public decimal Close { get; init; }

    [JsonPropertyName("v")]
    public decimal Volume { get; init; }

    /// <summary>Price weighted by volume.</summary>
    [JsonPropertyName("vw")]
    public decimal? WeightedPrice { get; init; }

    /// <summary>Number of transactions.</summary>
    [JsonPropertyName("n")]
    public long? Transactions { get; init; }

    /// <summary>Whether it is traded over the counter.</summary>
    [JsonPropertyName("otc")]
    public bool? Otc { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; init; }
}
