namespace Clockspot.Api;

/// <summary>Counts one call of a credential and writes what is left into the answer. 429 when none was left. The host answers, so that slices know none of it.</summary>
/// <param name="http">The request.</param>
/// <param name="whose">Whose call.</param>
public delegate void CountCall(HttpContext http, string whose);
