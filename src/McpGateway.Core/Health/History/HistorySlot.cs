using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGateway.Core.Health.History;

/// <summary>What the checks of one slot of time found, added up. A slot without a check is not kept.</summary>
/// <param name="Start">Seconds since 1970, a multiple of the slot's width.</param>
/// <param name="Good">Checks that found the server routable.</param>
/// <param name="Timed">Checks with a response time.</param>
[JsonConverter(typeof(HistorySlotConverter))]
internal sealed record HistorySlot(long Start, int Checks, int Good, int Timed, double TotalMs, double SlowestMs)
{
    public static HistorySlot Of(DateTimeOffset at, bool isGood, TimeSpan? latency) => new(
        at.ToUnixTimeSeconds(), 1, isGood
            ? 1
            : 0, latency is null ? 0 : 1, latency?.TotalMilliseconds ?? 0, latency?.TotalMilliseconds ?? 0);

    /// <summary>Both together, in the slot that <paramref name="start"/> begins.</summary>
    public HistorySlot With(HistorySlot other, long start) => new(
        start, Checks + other.Checks, Good + other.Good, Timed + other.Timed, TotalMs
            + other.TotalMs, Math.Max(SlowestMs, other.SlowestMs));
}

/// <summary>Six numbers in an array: names would be most of what ten thousand servers store.</summary>
internal sealed class HistorySlotConverter : JsonConverter<HistorySlot>
{
    public override HistorySlot Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A slot of health history is an array.");
        }

        Span<double> numbers = stackalloc double[6];
        for (var index = 0; index < numbers.Length; index++)
        {
            reader.Read();
            numbers[index] = reader.GetDouble();
        }

        return reader.Read() && reader.TokenType == JsonTokenType.EndArray
            ? new((long)numbers[0], (int)numbers[1], (int)numbers[2], (int)numbers[3], numbers[4], numbers[5])
            : throw new JsonException("A slot of health history has six numbers.");
    }

    public override void Write(Utf8JsonWriter writer, HistorySlot value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Start);
        writer.WriteNumberValue(value.Checks);
        writer.WriteNumberValue(value.Good);
        writer.WriteNumberValue(value.Timed);
        writer.WriteNumberValue(Math.Round(value.TotalMs, 1));
        writer.WriteNumberValue(Math.Round(value.SlowestMs, 1));
        writer.WriteEndArray();
    }
}
