using System.Globalization;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Series;
using McpGateway.Storage.Sql;
using MongoDB.Bson;

namespace McpGateway.Storage.MongoDB.Records;

/// <summary>Sums of one writer, dimension and bucket as they lie in the database.</summary>
internal static class SeriesRow
{
    /// <summary>Whose sums those are that were brought together when their records went.</summary>
    public const string Kept = "";

    public static string IdOf(string stream, SeriesPlace place, string writer) => string.Create(
        CultureInfo.InvariantCulture, $"{stream}/{place.Step}/{(int)place.Dimension}/{place.At}/{writer}");

    public static BsonDocument Write(PartitionKey key, SeriesPlace place, string writer, byte[] data) => new()
    {
        ["_id"] = IdOf(key.Stream, place, writer),
        ["stream"] = key.Stream,
        ["period"] = key.Start,
        ["step"] = place.Step,
        ["dimension"] = (long)place.Dimension,
        ["at"] = place.At,
        ["writer"] = writer,
        ["data"] = new BsonBinaryData(data),
    };

    public static SeriesPlace PlaceOf(BsonDocument row) =>
        new(row["step"].ToInt64(), (SeriesDimension)row["dimension"].ToInt64(), row["at"].ToInt64());

    public static byte[] DataOf(BsonDocument row) => row["data"].AsByteArray;
}
