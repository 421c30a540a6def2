using System.Text;

namespace McpGateway.Storage.Blocks;

/// <summary>
/// What <see cref="TextColumn"/> wrote. Texts stay bytes until somebody asks for one: most questions ask which records have a certain one.
/// </summary>
internal sealed class TextValues
{
    private readonly ReadOnlyMemory<byte>[] _texts;
    private readonly string?[] _read;

    private TextValues(ReadOnlyMemory<byte>[] texts, int[] numbers)
    {
        _texts = texts;
        _read = new string?[texts.Length];
        Numbers = numbers;
    }

    /// <summary>For each record the number of its text in the list, from 1 on; 0 for none.</summary>
    public int[] Numbers { get; }

    /// <summary>How many different texts there are.</summary>
    public int Different => _texts.Length;

    /// <summary>The text of a record.</summary>
    public string? this[int record] => Numbers[record] is var number and > 0 ? Text(number) : null;

    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public static TextValues Read(BlockReader reader, int count)
    {
        var texts = new ReadOnlyMemory<byte>[reader.Limit(reader.Count())];
        for (var index = 0; index < texts.Length; index++)
        {
            texts[index] = reader.TextBytes();
        }

        var numbers = new int[reader.Limit(count)];
        for (var index = 0; index < count; index++)
        {
            var number = reader.Count();
            numbers[index] = number <= texts.Length ? number : throw BlockReader.Damaged();
        }

        return new(texts, numbers);
    }

    /// <summary>For columns that a block does not have.</summary>
    public static TextValues None(int count) => new([], new int[count]);

    public ReadOnlySpan<byte> Bytes(int number) => _texts[number - 1].Span;

    /// <returns>The number of a text; 0 when no record has it.</returns>
    public int NumberOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var index = 0; index < _texts.Length; index++)
        {
            if (_texts[index].Span.SequenceEqual(bytes))
            {
                return index + 1;
            }
        }

        return 0;
    }

    private string Text(int number) => _read[number - 1] ??= Encoding.UTF8.GetString(_texts[number - 1].Span);
}
