using System.Globalization;
using McpGateway.Load;
using McpGateway.Load.Attack;
using McpGateway.Load.Scale;

return args switch
{
    ["upstream"] => await Upstream.RunAsync(),
    ["attack"] => await AttackScenario.RunAsync(TimeSpan.FromSeconds(10)),
    ["attack", "--seconds", var seconds] =>
        await AttackScenario.RunAsync(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture))),
    ["attack-upstream"] => await AttackUpstream.RunAsync(),
    ["attackers", .. var rest] => await Attackers.RunAsync(rest),
    ["scale", .. var rest] => await ScaleScenario.RunAsync(ScaleOptions.Parse(rest)),
    _ => await Comparison.RunAsync(LoadOptions.Parse(args)),
};
