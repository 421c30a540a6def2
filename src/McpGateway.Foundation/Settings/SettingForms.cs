using System.Globalization;

namespace McpGateway.Foundation.Settings;

/// <summary>From how a value is written in the environment to how it is written in the configuration.</summary>
internal static class SettingForms
{
    /// <summary>Numbers beyond are a mistake whatever they count.</summary>
    private const double MaxNumber = 1e9;

    private const double MaxDays = 1e6;

    public static bool IsSet(SettingForm form, string? value) =>
        form is SettingForm.Trimmed or SettingForm.Switch ? !string.IsNullOrWhiteSpace(value) : !string.IsNullOrEmpty(value);

    /// <returns>Null when it is not of that form.</returns>
    public static string? Convert(SettingForm form, string value) => form switch
    {
        SettingForm.Text => value,
        SettingForm.Trimmed => value.Trim(),
        SettingForm.Switch => BooleanText.TryParse(value.Trim(), out var on) ? (on ? "true" : "false") : null,
        SettingForm.Count => Whole(value, NumberStyles.None),
        SettingForm.WholeNumber or SettingForm.WholeSeconds => Whole(value, NumberStyles.Integer),
        SettingForm.Number => NumberOf(value) is { } number ? ((int)number).ToString(CultureInfo.InvariantCulture) : null,
        SettingForm.Seconds => NumberOf(value) is { } seconds ? Duration(TimeSpan.FromSeconds(seconds)) : null,
        SettingForm.Days => NumberOf(value) is < MaxDays and var days ? Duration(TimeSpan.FromDays(days)) : null,
        SettingForm.Milliseconds => NumberOf(value) is { } milliseconds ? Duration(TimeSpan.FromMilliseconds(milliseconds)) : null,
    };

    /// <summary>What is said of a value that is not of its form.</summary>
    public static string Problem(EnvironmentName name, string value) => name.Form switch
    {
        SettingForm.Switch => $"{name.Name} must be true or false.",
        SettingForm.Count or SettingForm.WholeNumber => $"{name.Name} must be a whole number.",
        SettingForm.WholeSeconds => $"{name.Name} must be a whole number of seconds.",
        SettingForm.Number or SettingForm.Seconds or SettingForm.Milliseconds or SettingForm.Days =>
            $"{name.Name} must be a number, but is '{value}'.",
        SettingForm.Text or SettingForm.Trimmed => $"{name.Name} cannot be read.",
    };

    private static string? Whole(string value, NumberStyles style) =>
        int.TryParse(value, style, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;

    private static double? NumberOf(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < MaxNumber
            ? number
            : null;

    private static string Duration(TimeSpan span) => span.ToString("c", CultureInfo.InvariantCulture);
}
