using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace McpGateway.Foundation.Http;

/// <summary>
/// The scalar fields of a form (urlencoded or multipart) or of a query string, read by the rules that existing clients rely on:
/// the last of repeated values wins, an empty form value counts as absent, booleans are Python's. Problems are collected, so that a
/// handler reads every field first and then asks <see cref="IsValid"/> once.
/// </summary>
public sealed class FormFields
{
    private const int MaxBodyBytes = 4 * 1024 * 1024;

    private readonly Func<string, StringValues> _read;
    private readonly string _source;
    private readonly bool _emptyIsAbsent;

    private FormFields(Func<string, StringValues> read, string source, bool emptyIsAbsent) =>
        (_read, _source, _emptyIsAbsent) = (read, source, emptyIsAbsent);

    public Validation422 Problems { get; } = new();

    public bool IsValid => Problems.IsEmpty;

    /// <summary>
    /// Reads the form of a request. A body of another media type has no fields: each required one is then reported missing.
    /// </summary>
    /// <returns>The fields, or a refusal when the form is too large or malformed.</returns>
    public static async ValueTask<Result<FormFields>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.HasFormContentType)
        {
            return new FormFields(static _ => default, "body", emptyIsAbsent: true);
        }

        if (request.ContentLength > MaxBodyBytes)
        {
            return TooLarge();
        }

        try
        {
            var limits = new FormOptions
            {
                BufferBodyLengthLimit = MaxBodyBytes,
                MultipartBodyLengthLimit = MaxBodyBytes,
                ValueLengthLimit = MaxBodyBytes,
            };
            request.HttpContext.Features.Set<IFormFeature>(new FormFeature(request, limits));
            var form = await request.ReadFormAsync(cancellationToken);
            return new FormFields(name => form[name], "body", emptyIsAbsent: true);
        }
        catch (Exception malformed) when (malformed is InvalidDataException || IsCutOff(malformed))
        {
            return new Error(ErrorKind.Invalid, "The form could not be read: it is malformed or over a limit.");
        }
        catch (BadHttpRequestException refused) when (refused.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge();
        }
    }

    /// <summary>The query string of a request.</summary>
    public static FormFields OfQuery(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(name => request.Query[name], "query", emptyIsAbsent: false);
    }

    /// <summary>The value, or null when absent.</summary>
    public string? Find(string name)
    {
        var values = _read(name);
        var last = values.Count == 0 ? null : values[^1];
        return _emptyIsAbsent && last is { Length: 0 } ? null : last;
    }

    /// <summary>Every value of a repeated field, empty ones left out.</summary>
    public IReadOnlyList<string> All(string name) => [.. _read(name).OfType<string>().Where(value => value.Length > 0)];

    public string Text(string name, string fallback) => Find(name) ?? fallback;

    /// <summary>The value; an absent one is reported, and the empty text returned.</summary>
    public string RequiredText(string name)
    {
        if (Find(name) is { } value)
        {
            return value;
        }

        Problems.Missing(_source, name);
        return "";
    }

    public bool Boolean(string name, bool fallback) => OptionalBoolean(name) ?? fallback;

    public bool RequiredBoolean(string name)
    {
        if (Find(name) is null)
        {
            Problems.Missing(_source, name);
        }

        return OptionalBoolean(name) ?? false;
    }

    /// <summary>Null when absent, or reported as no boolean.</summary>
    public bool? OptionalBoolean(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (BooleanText.TryParse(value, out var parsed))
        {
            return parsed;
        }

        Problems.NotBoolean(_source, name, value);
        return null;
    }

    public int WholeNumber(string name, int fallback, int minimum = int.MinValue, int maximum = int.MaxValue)
    {
        if (Find(name) is not { } value)
        {
            return fallback;
        }

        if (!TryParseInteger(value, out var parsed))
        {
            Problems.NotInteger(_source, name, value);
        }
        else if (parsed < minimum)
        {
            Problems.Below(_source, name, value, minimum);
        }
        else if (parsed > maximum)
        {
            Problems.Above(_source, name, value, maximum);
        }
        else
        {
            return parsed;
        }

        return fallback;
    }

    public double Number(string name, double fallback)
    {
        if (Find(name) is not { } value)
        {
            return fallback;
        }

        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && double.IsFinite(parsed))
        {
            return parsed;
        }

        Problems.NotNumber(_source, name, value);
        return fallback;
    }

    /// <summary>Surrounding spaces and a zero fraction (<c>3.0</c>) are accepted; <c>3.5</c> is not.</summary>
    public static bool TryParseInteger(string value, out int parsed)
    {
        ArgumentNullException.ThrowIfNull(value);
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite
            | NumberStyles.AllowTrailingWhite;
        var isInteger = decimal.TryParse(value, styles, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue;
        parsed = isInteger ? (int)number : 0;
        return isInteger;
    }

    /// <summary>How the reader of multipart forms reports one that ends before its last boundary. The server's own faults are
    /// others.</summary>
    private static bool IsCutOff(Exception failure) => failure is IOException { InnerException: null } and not BadHttpRequestException;

    private static Error TooLarge() => new(ErrorKind.TooLarge, $"The form is larger than {MaxBodyBytes} bytes.");
}
