using System.Text;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity.Differential;

/// <summary>The changes to texts that <see cref="TokenRecipe"/> names.</summary>
internal static class TokenTexts
{
    public static byte[] Write(IEnumerable<MemberEdit> members, IEnumerable<MemberEdit> edits, JsonForm form)
    {
        var all = members.ToList();
        foreach (var edit in edits)
        {
            var at = all.FindIndex(member => member.Name == edit.Name);
            if (edit.IsAdded || at < 0)
            {
                all.Add(edit);
            }
            else
            {
                all[at] = edit;
            }
        }

        return Shape(
            "{" + string.Join(',', all.Where(member => member.Json is not null).Select(member => $"\"{member.Name}\":{member.Json}")) + "}",
            form);
    }

    public static string Encode(byte[] bytes, EncodingForm form)
    {
        var text = Base64UrlText.Encode(bytes);
        return form switch
        {
            EncodingForm.Padded => Pad(text),
            EncodingForm.StandardAlphabet => Standard(text),
            EncodingForm.UnusedBitsSet => SetUnusedBits(text),
            EncodingForm.LineBreaks => text.Insert(text.Length / 2, "\r\n"),
            _ => text,
        };
    }

    public static string Apply(string token, TextEdit edit)
    {
        var parts = token.Split('.').ToList();
        var part = edit.A % parts.Count;
        var other = edit.B % parts.Count;
        switch (edit.Change)
        {
            case TextChange.FlipBit:
                parts[part] = FlipBit(parts[part], edit.B);
                break;
            case TextChange.RemovePart:
                parts.RemoveAt(part);
                break;
            case TextChange.RepeatPart:
                parts.Insert(other, parts[part]);
                break;
            case TextChange.SwapParts:
                (parts[part], parts[other]) = (parts[other], parts[part]);
                break;
            case TextChange.PadPart:
                parts[part] = Pad(parts[part]);
                break;
            case TextChange.StandardAlphabet:
                parts[part] = Standard(parts[part]);
                break;
            case TextChange.UnusedBitsSet:
                parts[part] = SetUnusedBits(parts[part]);
                break;
            default:
                return ApplyToWhole(token, edit);
        }

        return string.Join('.', parts);
    }

    private static string ApplyToWhole(string token, TextEdit edit)
    {
        var at = edit.A % (token.Length + 1);
        return edit.Change switch
        {
            TextChange.Insert => token.Insert(at, edit.Piece),
            TextChange.SetCharacter => token[..at] + edit.Piece + token[Math.Min(token.Length, at + 1)..],
            TextChange.Cut => token[..at],
            TextChange.Append => token + edit.Piece,
            _ => edit.Piece + token,
        };
    }

    private static byte[] Shape(string json, JsonForm form) => form switch
    {
        JsonForm.ByteOrderMark => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(json)],
        JsonForm.InvalidUtf8 => [.. Encoding.UTF8.GetBytes(json[..^1] + ",\"x\":\""), 0xC0, 0xAF, (byte)'"', (byte)'}'],
        JsonForm.Utf16 => Encoding.Unicode.GetBytes(json),
        _ => Encoding.UTF8.GetBytes(form switch
        {
            JsonForm.TrailingData => json + "x",
            JsonForm.SecondObject => json + json,
            JsonForm.TrailingComma => json[..^1] + ",}",
            JsonForm.Comment => json[..1] + "/**/" + json[1..],
            JsonForm.WhiteSpaceAround => " \t\r\n" + json + " \n",
            JsonForm.InAnArray => $"[{json}]",
            JsonForm.Cut => json[..^1],
            JsonForm.Empty => "",
            _ => json,
        }),
    };

    private static string FlipBit(string part, int bit)
    {
        if (Base64UrlText.Decode(part) is not { Length: > 0 } bytes)
        {
            return part + "A";
        }

        bytes[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));
        return Base64UrlText.Encode(bytes);
    }

    private static string Pad(string part) => part.PadRight((part.Length + 3) / 4 * 4, '=');

    private static string Standard(string part) => part.Replace('-', '+').Replace('_', '/');

    private static string SetUnusedBits(string part)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return part.Length % 4 is 2 or 3 && Alphabet.IndexOf(part[^1], StringComparison.Ordinal) is >= 0 and var value
            ? part[..^1] + Alphabet[value | 1]
            : part;
    }
}
