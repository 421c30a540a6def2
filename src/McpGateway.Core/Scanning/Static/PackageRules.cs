using System.Text.RegularExpressions;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Static;

/// <summary>
/// Packages that a text has installed under a name that is a slip of the pen away from a well-known one. The list is short on purpose:
/// names that attackers imitate, and the real ones beside them.
/// </summary>
internal static partial class PackageRules
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "requests", "request", "numpy", "numba", "pandas", "django", "flask", "scipy", "boto3", "urllib3", "pillow", "cryptography",
        "pyyaml", "colorama", "beautifulsoup4", "selenium", "tensorflow", "pytorch", "torch", "transformers", "scikit-learn", "matplotlib",
        "python-dateutil", "setuptools", "openai", "anthropic", "fastapi", "fastmcp", "pydantic", "sqlalchemy", "httpx", "aiohttp",
        "lodash", "express", "react", "preact", "axios", "chalk", "commander", "webpack", "typescript", "eslint", "prettier", "cross-env",
        "dotenv", "mongoose", "jquery", "electron", "discord.js", "puppeteer", "playwright", "tailwindcss", "nodemon", "event-stream",
    };

    public static IEnumerable<Finding> Judge(ScanText text)
    {
        if (text.Kind is not (TextKind.Prose or TextKind.Value))
        {
            yield break;
        }

        var lower = text.Text.ToLowerInvariant();
        foreach (Match match in Install().Matches(lower))
        {
            var name = match.Groups["name"].Value.TrimEnd('.');
            if (!Known.Contains(name) && Known.FirstOrDefault(known => IsSlip(name, known)) is { } meant)
            {
                yield return StaticFinding.At(text, StaticRules.LookAlikePackage, match, reason:
                    $"The text has the package {name} installed, whose name looks like {meant}.");
                yield break;
            }
        }
    }

    /// <summary>Whether the names differ by one letter, or by two neighbours that changed places.</summary>
    private static bool IsSlip(string name, string known)
    {
        if (Math.Abs(name.Length - known.Length) > 1)
        {
            return false;
        }

        var start = 0;
        while (start < name.Length && start < known.Length && name[start] == known[start])
        {
            start++;
        }

        var rest = name.AsSpan(start);
        var other = known.AsSpan(start);
        return name.Length > known.Length ? rest[1..].SequenceEqual(other)
            : name.Length < known.Length ? rest.SequenceEqual(other[1..])
            : rest[1..].SequenceEqual(other[1..])
                || (rest.Length > 1 && rest[0] == other[1] && rest[1] == other[0] && rest[2..].SequenceEqual(other[2..]));
    }

    [GeneratedRegex(
        @"\b(?:pip3?|npm|yarn|pnpm|uv|uvx|npx)(?: (?:pip|install|i|add))*(?: --?[\w-]+)* [`'""]?(?<name>[a-z0-9][a-z0-9._-]{3,40})",
        RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Install();
}
