using System.Security.Cryptography;

namespace McpGateway.Storage.Records;

/// <summary>
/// Numbers of records and blocks: rising, from a random start, so that no two writers give out the same. The time and the number of a
/// record are its id, which stays when the record is packed into another block.
/// </summary>
internal sealed class RecordNumbers
{
    /// <summary>Starts are above the numbers of earlier releases, and leave as much room above.</summary>
    private const int Bits = 62;

    private long _next = (1L << (Bits - 1)) | (BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & ((1L << (Bits - 2)) - 1));

    /// <returns>The first of <paramref name="count"/> numbers.</returns>
    public long Take(int count) => Interlocked.Add(ref _next, count) - count;
}
