namespace McpGateway.Fuzz;

/// <summary>One parser of untrusted input, and what must hold for every input.</summary>
internal abstract class FuzzTarget
{
    /// <summary>The folder of its seeds, and its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Pieces that mean something to this parser.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>Bytes that one input may allocate beside <see cref="BytesPerByte"/> for each of its own.</summary>
    public virtual long FreeBytes => 512 * 1024;

    /// <summary>What a parser allocates is linear in its input.</summary>
    public virtual long BytesPerByte => 600;

    /// <summary>Parses one input.</summary>
    /// <returns>A fingerprint of what the parser made of it: inputs with a new one are worth changing further.</returns>
    /// <exception cref="InvariantException">Something does not hold.</exception>
    public abstract int Run(byte[] input);

    protected static void Require(bool holds, string invariant)
    {
        if (!holds)
        {
            throw new InvariantException(invariant);
        }
    }
}

/// <summary>A statement about a parser that turned out to be false.</summary>
internal sealed class InvariantException(string invariant) : Exception(invariant);
