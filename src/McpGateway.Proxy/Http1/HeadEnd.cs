namespace McpGateway.Proxy.Http1;

/// <summary>Finds the empty line after a head, looking at no byte twice however the head was split into packets.</summary>
internal static class HeadEnd
{
    /// <param name="bytes">What has arrived, from the first byte of the head.</param>
    /// <param name="scanned">Where to go on; 0 at the start of a head.</param>
    /// <returns>Length of the head with its empty line, or -1 when more is needed.</returns>
    public static int Find(ReadOnlySpan<byte> bytes, ref int scanned)
    {
        while (true)
        {
            var index = bytes[scanned..].IndexOf((byte)'\n');
            if (index < 0)
            {
                scanned = bytes.Length;
                return -1;
            }

            // This line feed again when what follows it is not here yet.
            scanned += index;
            switch (bytes[(scanned + 1)..])
            {
                case [(byte)'\n', ..]:
                    return scanned + 2;
                case [(byte)'\r', (byte)'\n', ..]:
                    return scanned + 3;
                case [] or [(byte)'\r']:
                    return -1;
                default:
                    scanned++;
                    break;
            }
        }
    }
}
