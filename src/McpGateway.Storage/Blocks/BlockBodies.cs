using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>The bodies of a block: their lengths, then their text.</summary>
internal static class BlockBodies
{
    public static byte[] Pack(IReadOnlyList<LogEntry> entries)
    {
        var writer = new BlockWriter();
        writer.Number((ulong)entries.Count);
        foreach (var entry in entries)
        {
            writer.Text(StoredText.Clean(entry.Body)!);
        }

        return writer.Pack();
    }

    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public static string[] Unpack(byte[] packed)
    {
        var reader = new BlockReader(packed);
        var bodies = new string[reader.Count()];
        for (var index = 0; index < bodies.Length; index++)
        {
            bodies[index] = reader.Text();
        }

        return bodies;
    }
}
