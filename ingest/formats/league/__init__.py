"""Tables that a league keeps: players, teams, seasons, schedule, rosters, results, videos. Imported by `formats`."""
