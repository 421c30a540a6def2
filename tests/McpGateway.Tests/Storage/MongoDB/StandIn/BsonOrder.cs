using System.Text;
using MongoDB.Bson;

namespace McpGateway.Tests.Storage.MongoDB.StandIn;

/// <summary>The order of values: by type, numbers by what they are worth, texts by the bytes of their UTF-8 form.</summary>
internal sealed class BsonOrder : IComparer<BsonValue>
{
    public static readonly BsonOrder Instance = new();

    public int Compare(BsonValue? x, BsonValue? y)
    {
        var (one, other) = (x ?? BsonNull.Value, y ?? BsonNull.Value);
        var byType = RankOf(one).CompareTo(RankOf(other));
        return byType != 0 ? byType : one switch
        {
            BsonString text => Encoding.UTF8.GetBytes(text.Value).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other.AsString)),
            _ when one.IsNumeric => one.IsDouble || other.IsDouble
                ? one.ToDouble().CompareTo(other.ToDouble()) : one.ToInt64().CompareTo(other.ToInt64()),
            BsonBoolean truth => truth.Value.CompareTo(other.AsBoolean),
            BsonDateTime time => time.MillisecondsSinceEpoch.CompareTo(((BsonDateTime)other).MillisecondsSinceEpoch),
            _ => one.CompareTo(other),
        };
    }

    /// <summary>Whether the two may be compared by a condition: those of different types never match.</summary>
    public static bool AreOfOneType(BsonValue one, BsonValue other) => RankOf(one) == RankOf(other);

    private static int RankOf(BsonValue value) => value.BsonType switch
    {
        BsonType.Null or BsonType.Undefined => 1,
        BsonType.Int32 or BsonType.Int64 or BsonType.Double => 2,
        BsonType.String => 3,
        BsonType.Document => 4,
        BsonType.Array => 5,
        BsonType.Binary => 6,
        BsonType.ObjectId => 7,
        BsonType.Boolean => 8,
        BsonType.DateTime => 9,
        _ => 20,
    };
}
